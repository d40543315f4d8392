import i18next from "i18next";
import en from "./roster.en.json";
import zh from "./roster.zh.json";

// These sentences come with the pages of an organisation: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
