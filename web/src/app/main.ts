/** The first file of the client: says how the page looks and which of the two entries it needs. */
import "../ui/base.css";
import { applyLooks } from "../ui/looks";
import { openMemory } from "../ui/memory";
import { isOpen } from "./open/route";
import { startWords } from "./words/words";

applyLooks();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

// What breaks anywhere is looked at; the means to do so are fetched when something does.
for (const kind of ["error", "unhandledrejection"]) addEventListener(kind, (event) => void import("./crash/watch").then(({ broke }) => broke(event), () => undefined));

// What input methods write into fields for numbers and codes is taken as what it means; nobody types before the page stands.
void import("../ui/typed").then(({ heedTyped }) => heedTyped(document));

// Strangers get the small entry without the component kit; who is signed in gets the shell. A table, not a choice between
// two calls: the bundler folds those into one, and with it the styles that each entry brings.
const entries = { open: () => import("./open/open"), shell: () => import("./shell/shell") } as const;
const open = isOpen(location.pathname);
// Whoever runs the house needs more sentences than a stranger, from the first day on.
const words = startWords(!open || location.pathname.startsWith("/setup"));
void Promise.all([entries[open ? "open" : "shell"](), words, openMemory()]).then(([{ show }]) => show(root));
