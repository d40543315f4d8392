import i18next from "i18next";
import en from "./intercom.en.json";
import zh from "./intercom.zh.json";

// These sentences come with a visitor at the door: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
