import i18next from "i18next";
import en from "./face.en.json";
import zh from "./face.zh.json";

// These sentences come with the card of one's face: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
