import i18next from "i18next";
import en from "./selftest.en.json";
import zh from "./selftest.zh.json";

// These sentences come with the check of a device: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
