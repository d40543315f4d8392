import i18next from "i18next";
import en from "./ticket.en.json";
import zh from "./ticket.zh.json";

// These sentences come with the pages that show a thread: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);
