import i18next from "i18next";
import en from "./application.en.json";
import zh from "./application.zh.json";

// These sentences come with the pages of applications: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
