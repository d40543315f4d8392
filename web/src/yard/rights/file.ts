/** Hands a text to the browser's downloads. */
export const saveFile = (name: string, text: string): void => saveBlob(name, new Blob([text], { type: "application/json" }));

/** Hands anything to the browser's downloads. */
export function saveBlob(name: string, what: Blob): void {
  const address = URL.createObjectURL(what);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
