/** Hands a text to the browser's downloads. */
export const saveFile = (name: string, text: string): void => saveBlob(name, new Blob([text], { type: "application/json" }));

/** Hands the rows of a list that were wrong to the browser's downloads. */
export const saveWrong = (sheet: Blob): void => saveBlob(`wrong.${sheet.type.startsWith("text/csv") ? "csv" : "xlsx"}`, sheet);

/** Hands anything to the browser's downloads. */
export function saveBlob(name: string, what: Blob): void {
  const address = URL.createObjectURL(what);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
