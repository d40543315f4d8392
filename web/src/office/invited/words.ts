import i18next from "i18next";
import en from "./invited.en.json";
import zh from "./invited.zh.json";

// These sentences come with an invitation by mail: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
