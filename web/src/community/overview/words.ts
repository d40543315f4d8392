import i18next from "i18next";
import en from "./overview.en.json";
import zh from "./overview.zh.json";

// These sentences come with the property's overview: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
