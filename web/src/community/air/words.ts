import i18next from "i18next";
import en from "./air.en.json";
import zh from "./air.zh.json";

// These sentences come with the card of Bluetooth and of spoken words: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
