// Compiled, never run: fails the type check when the values these pages read differ from what the server describes.
// schema.d.ts is written by `npm run schema -- http://127.0.0.1:PORT/api/openapi.json`.
import type { components } from "./schema";
import type { Camera, CameraStatus, Consultation, Layout, Me, SystemState, Timeline, Welcome } from "./types";

type Served = components["schemas"];
/** The server always sends every field of an answer; its description calls those with a default optional. */
type Whole<T> = T extends (infer Item)[] ? Whole<Item>[] : T extends object ? { [K in keyof T]-?: Whole<T[K]> } : T;
type Agrees<Read, Sent> = Whole<Sent> extends Read ? true : never;

export type Checked = [
  Agrees<Camera, Served["CameraOut"]>,
  Agrees<CameraStatus, Served["CameraStatus"]>,
  Agrees<Omit<Layout, "tiles">, Served["LayoutOut"]>,
  Agrees<Me, Served["Me"]>,
  Agrees<Welcome, Served["Welcome"]>,
  Agrees<Consultation, Served["ConsultationOut"]>,
  Agrees<Timeline, Served["TimelineOut"]>,
  Agrees<SystemState, Served["SystemOut"]>,
];
export const checked: Checked = [true, true, true, true, true, true, true, true];
