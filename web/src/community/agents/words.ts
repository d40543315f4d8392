import i18next from "i18next";
import en from "./agents.en.json";
import zh from "./agents.zh.json";

// These sentences come with the doors at the property's desk: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
