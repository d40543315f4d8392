import i18next from "i18next";
import en from "./doors.en.json";
import zh from "./doors.zh.json";

// These sentences come with the pages of doors: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
