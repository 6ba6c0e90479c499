import { alerts } from "./alerts";
import { archive } from "./archive";
import { cameras } from "./cameras";
import { failures } from "./failures";
import { shell } from "./shell";
import { system } from "./system";
import { wall } from "./wall";

export const fr = { ...shell, failures, wall, alerts, archive, cameras, system };
