/** What this browser may remember: choices about looks and devices, nothing about people. */
type Remembered = {
  language: string;
  theme: "light" | "dark" | "system";
  large: boolean;
  /** The policy version and the purposes agreed to on this device, so that nobody is asked twice. */
  consent: { version: string; purposes: string[] };
  /** Devices chosen in the green room, and whether they were switched on. */
  devices: { camera?: string; microphone?: string; speaker?: string; cameraOn: boolean; microphoneOn: boolean };
  /** Whether this device was asked for its local network. */
  lan: boolean;
  /** The organisation one stands in; absent is oneself. */
  stand: string;
};

export function recall<Key extends keyof Remembered>(key: Key): Remembered[Key] | undefined {
  try {
    const text = localStorage.getItem(`courtyard.${key}`);
    return text === null ? undefined : (JSON.parse(text) as Remembered[Key]);
  } catch {
    return undefined; // storage refused, or somebody else's value
  }
}

export function remember<Key extends keyof Remembered>(key: Key, value: Remembered[Key]): void {
  try {
    localStorage.setItem(`courtyard.${key}`, JSON.stringify(value));
  } catch {
    // Private windows may refuse storage; the choice then lives until the page is closed.
  }
}
