/** The colours and measures of the house. `tokens.css` says the same to style sheets; a test keeps them equal. */
export const light = {
  brick: "#4A555C",
  ink: "#2B3338",
  paper: "#FAF8F4",
  plaster: "#FFFFFF",
  door: "#B23A2A",
  doorDeep: "#98301F",
  doorText: "#FFFFFF",
  doorInk: "#B23A2A",
  jade: "#27685A",
  persimmon: "#9A5200",
  mist: "#E7E3DB",
  bubble: "#EAE4DA",
  edge: "#8A8F8C",
} as const;

export const dark: Record<keyof typeof light, string> = {
  brick: "#C9D1D6",
  ink: "#EEF1F3",
  paper: "#15191C",
  plaster: "#1E2428",
  door: "#E0604D",
  doorDeep: "#EC7A69",
  doorText: "#15191C",
  doorInk: "#EC7A69",
  jade: "#5BB79F",
  persimmon: "#F0A255",
  mist: "#2C3439",
  bubble: "#33302F",
  edge: "#707B82",
};

export const radius = 10;
