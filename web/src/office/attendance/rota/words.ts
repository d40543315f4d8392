import i18next from "i18next";
import en from "./rota.en.json";
import zh from "./rota.zh.json";

// These sentences come with rosters: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
