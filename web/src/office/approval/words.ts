import i18next from "i18next";
import en from "./approval.en.json";
import zh from "./approval.zh.json";

// These sentences come with the parts that need them: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
