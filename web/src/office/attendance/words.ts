import i18next from "i18next";
import en from "./attendance.en.json";
import zh from "./attendance.zh.json";

// These sentences come with attendance: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
