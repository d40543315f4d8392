import i18next from "i18next";
import en from "./things.en.json";
import zh from "./things.zh.json";

// These sentences come with the pages of devices and equipment: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
