/** The first file of the client: says how the page looks and which of the two entries it needs. */
import "../ui/base.css";
import { applyLooks } from "../ui/looks";
import { openMemory } from "../ui/memory";
import { isOpen } from "./open/route";
import { startWords } from "./words/words";

applyLooks();
const root = document.getElementById("root");
if (!root) throw new Error("the page has no #root");

// Whoever runs the house needs more sentences than a stranger, from the first day on.
// Strangers get the small entry without the component kit; who is signed in gets the shell.
const open = isOpen(location.pathname);
const entry = open ? import("./open/open") : import("./shell/shell");
void Promise.all([entry, startWords(!open || location.pathname.startsWith("/setup")), openMemory()]).then(([{ show }]) => show(root));
