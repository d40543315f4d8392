import i18next from "i18next";
import en from "./stations.en.json";
import zh from "./stations.zh.json";

// These sentences come with the page of stations: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
