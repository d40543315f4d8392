/** The chats kept in this browser, asked of its own store; no request leaves. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import type { Kept } from "@/ui/kept";
import { openKept, recall, remember } from "@/ui/memory";
import { pack, unpack } from "@/ui/pack";
import en from "./kept.en.json";
import { forgetChat, keepChat, keptChats, type KeptChat, readChat, readLooks } from "./kept.model";
import zh from "./kept.zh.json";

// These sentences come with what is kept: nobody else loads them.
i18next.addResourceBundle("zh-CN", "translation", zh, true, false);
i18next.addResourceBundle("en", "translation", en, true, false);

const key = ["meet", "kept"];

async function store(): Promise<Kept> {
  const kept = await openKept();
  if (!kept) throw new Error("this browser keeps nothing");
  return kept;
}

export const keptQuery = (of: string) =>
  queryOptions({ queryKey: [...key, of], queryFn: async () => await keptChats(await store(), of), staleTime: 0 });

export function useKept(of: string) {
  const cache = useQueryClient();
  const onSuccess = () => cache.invalidateQueries({ queryKey: key });
  const keep = useMutation({
    mutationFn: async (chat: KeptChat) => {
      await keepChat(await store(), chat);
      remember("kept", true);
    },
    onSuccess,
  });
  const forget = useMutation({ mutationFn: async (id: string) => await forgetChat(await store(), id), onSuccess });
  const packUp = useMutation({
    mutationFn: async (passphrase: string) => {
      const looks = { language: recall("language"), theme: recall("theme"), large: recall("large") };
      return await pack({ looks, chats: await keptChats(await store(), of) }, passphrase);
    },
  });
  const unpackHere = useMutation({
    mutationFn: async ({ file, passphrase }: { file: File; passphrase: string }) => {
      const { looks, chats } = (await unpack(await file.text(), passphrase)) as { looks?: unknown; chats?: unknown };
      const { language, theme, large } = readLooks(looks);
      if (language) remember("language", language);
      if (theme) remember("theme", theme);
      if (large !== undefined) remember("large", large);
      const read = Array.isArray(chats) ? chats.map(readChat).filter((chat) => chat !== undefined) : [];
      for (const chat of read) await keepChat(await store(), { ...chat, of });
      return read.length;
    },
    onSuccess,
  });
  return { keep, forget, packUp, unpackHere };
}
