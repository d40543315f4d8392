/** The first file of the client: says how the page looks and which of the two entries it needs. */
import "../ui/base.css";
import { applyLooks } from "../ui/looks";
import { openMemory } from "../ui/memory";
import { isOpen } from "./open/route";
import { startWords } from "./words/words";

applyLooks();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

// Strangers get the small entry without the component kit; who is signed in gets the shell.
const entry = isOpen(location.pathname) ? import("./open/open") : import("./shell/shell");
void Promise.all([entry, startWords(), openMemory()]).then(([{ show }]) => show(root));
