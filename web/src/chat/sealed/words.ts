import i18next from "i18next";
import en from "./sealed.en.json";
import zh from "./sealed.zh.json";

// These sentences come with the sealed conversations: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
