/** Stands for what other suites of MLS would need; whoever asks for one is told by the missing names. */
export {};
