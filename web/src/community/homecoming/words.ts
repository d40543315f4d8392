import i18next from "i18next";
import en from "./homecoming.en.json";
import zh from "./homecoming.zh.json";

// These sentences come with the people of a home: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
