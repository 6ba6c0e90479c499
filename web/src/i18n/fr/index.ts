import { alerts } from "./alerts";
import { analytics } from "./analytics";
import { archive } from "./archive";
import { cameras } from "./cameras";
import { duty } from "./duty";
import { failures } from "./failures";
import { journal } from "./journal";
import { people } from "./people";
import { shell } from "./shell";
import { system } from "./system";
import { thumbnail } from "./thumbnail";
import { wall } from "./wall";

export const fr = { ...shell, failures, wall, alerts, analytics, archive, cameras, duty, journal, people, system, thumbnail };
