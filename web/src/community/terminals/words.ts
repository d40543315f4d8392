import i18next from "i18next";
import en from "./terminals.en.json";
import zh from "./terminals.zh.json";

// These sentences come with terminals: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
