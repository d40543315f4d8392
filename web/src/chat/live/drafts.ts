/** Drafts in step on all my devices: the house keeps them, sealed for me alone; what is typed here wins over what is older. */
import { answer, api } from "@/api/client";
import type { Frame } from "@/api/stream";
import type { Drawer } from "./drawer";

const SOON_MS = 700;

type Sharing = { hear: (frame: Frame) => void; end: () => void };

export function inStep(drawer: Drawer): Sharing {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  let asking = 0;

  const tell = async (conversation: string) => {
    timers.delete(conversation);
    const body = { text: drawer.draft(conversation) };
    // Where the house is not reached the draft stays here, and is told with the next letter.
    await answer(api.PUT("/api/v1/conversations/{conversation}/draft", { params: { path: { conversation } }, body })).then(
      () => drawer.told(conversation),
      () => undefined,
    );
  };
  const ask = async () => {
    asking += 1;
    const own = asking;
    const kept = await answer(api.GET("/api/v1/conversation-drafts")).catch(() => undefined);
    if (!kept || own !== asking) return;
    const texts = new Map(kept.items.map(({ conversation, text }) => [conversation, text]));
    for (const conversation of new Set([...texts.keys(), ...drawer.drafts()])) {
      if (!timers.has(conversation) && !drawer.untold.includes(conversation)) drawer.adopt(conversation, texts.get(conversation) ?? "");
    }
  };
  drawer.onDraft = (conversation, text) => {
    clearTimeout(timers.get(conversation));
    timers.set(conversation, setTimeout(() => void tell(conversation), text ? SOON_MS : 0));
  };
  // What lies here from the last time is told before the house is asked.
  void Promise.all(drawer.untold.map(tell)).then(ask);
  return {
    hear: ({ kind }) => {
      if (kind === "conversation.draft") void ask();
    },
    end: () => {
      drawer.onDraft = undefined;
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}
