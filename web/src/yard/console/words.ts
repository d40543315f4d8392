import i18next from "i18next";
import en from "./console.en.json";
import zh from "./console.zh.json";

// These sentences come with the pages of the console's code: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
