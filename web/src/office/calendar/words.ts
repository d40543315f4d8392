import i18next from "i18next";
import en from "./calendar.en.json";
import zh from "./calendar.zh.json";

// These sentences come with calendars and tasks: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
