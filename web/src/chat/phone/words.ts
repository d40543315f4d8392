import i18next from "i18next";
import en from "./phone.en.json";
import zh from "./phone.zh.json";

// These sentences come with the page of telephones, and with whoever is asked into a conference.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
