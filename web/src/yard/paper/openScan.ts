/** Shows a scan in a window of its own; nothing of it stays on this device once that is closed. */
export function openScan(scan: { media_type: string; sheet: string }): void {
  const bytes = Uint8Array.from(atob(scan.sheet), (sign) => sign.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: scan.media_type }));
  const link = document.createElement("a");
  link.href = address;
  link.target = "_blank";
  link.rel = "noopener";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
