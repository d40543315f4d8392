/** Conversations as signed files: taking one along, and what was brought along. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, type Ask, answer, api } from "@/api/client";
import { saveFile } from "@/yard/rights/file";

export type ImportedOf = Answer<"imported.list">["items"][number];
type Archive = Ask<"imported.take">;

/** Files that one press saves at most, of 5,000 events each. */
const FILES_MAX = 20;

/** Saves what one may read of a conversation, a file for each part, the newest first. */
export async function takeAlong(conversation: string, title: string): Promise<void> {
  const stem = title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || "conversation";
  let before: number | null | undefined;
  for (let part = 1; part <= FILES_MAX; part += 1) {
    const wish = { params: { path: { conversation } }, body: before ? { before } : {} };
    const { before: next, ...file } = await answer(api.POST("/api/v1/conversations/{conversation}/archive", wish));
    saveFile(`${stem}${part > 1 ? `-${part}` : ""}.courtyard.json`, JSON.stringify(file));
    if (!next) return;
    before = next;
  }
}

const importedKey = ["chat", "imported"];

export const importedQuery = queryOptions({
  queryKey: importedKey,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/imported-conversations", { signal }))).items,
  staleTime: 60_000,
});

/** A part of one, of a hundred messages. */
export const partQuery = (imported: string, part: number) =>
  queryOptions({
    queryKey: [...importedKey, imported, part],
    queryFn: async ({ signal }) => (await answer(api.GET("/api/v1/imported-conversations/{imported}", { params: { path: { imported }, query: { part } }, signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const foundQuery = (text: string) =>
  queryOptions({
    queryKey: [...importedKey, "found", text],
    queryFn: async ({ signal }) => (await answer(api.POST("/api/v1/imported-conversations/search", { body: { text }, signal }))).items,
    enabled: text !== "",
  });

/** What a file says that is chosen; what is none goes as it is, so that the house says what is wrong with it. */
function archiveIn(text: string): Archive {
  const none = { format: "", content: "", signature: "", key: "" };
  try {
    const { format, content, signature, key } = { ...none, ...(JSON.parse(text) as Partial<Archive>) };
    return { format, content, signature, key };
  } catch {
    return none;
  }
}

export function useImported() {
  const cache = useQueryClient();
  const onSettled = () => cache.invalidateQueries({ queryKey: importedKey });
  const take = useMutation({ mutationFn: async (file: File) => await answer(api.POST("/api/v1/imported-conversations", { body: archiveIn(await file.text()) })), onSettled });
  const remove = useMutation({ mutationFn: async (imported: string) => void (await answer(api.DELETE("/api/v1/imported-conversations/{imported}", { params: { path: { imported } } }))), onSettled });
  return { take, remove };
}
