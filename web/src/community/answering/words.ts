import i18next from "i18next";
import en from "./answering.en.json";
import zh from "./answering.zh.json";

// These sentences come with the calls of a home and with its property's stations: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
