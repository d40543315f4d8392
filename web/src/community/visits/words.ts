import i18next from "i18next";
import en from "./visits.en.json";
import zh from "./visits.zh.json";

// These sentences come with visitors and the gate: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
