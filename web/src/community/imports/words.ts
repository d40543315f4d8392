import i18next from "i18next";
import en from "./imports.en.json";
import zh from "./imports.zh.json";

// These sentences come with the property's desk: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
