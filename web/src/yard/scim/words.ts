import i18next from "i18next";
import en from "./scim.en.json";
import zh from "./scim.zh.json";

// These sentences come with the page of directories: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
