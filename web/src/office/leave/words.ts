import i18next from "i18next";
import en from "./leave.en.json";
import zh from "./leave.zh.json";

// These sentences come with leave: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
