import { smaller } from "../ticket/smaller";

/** A side of a card: scaled down so far that it can be read and is taken. */
export const cardPicture = (file: Blob): Promise<Blob> => smaller(file, { side: 1_600, bytes: 1 << 20, qualities: [0.9, 0.75, 0.5] });
