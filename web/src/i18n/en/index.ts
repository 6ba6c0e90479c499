import { account } from "./account";
import { acts } from "./acts";
import { alerts } from "./alerts";
import { analytics } from "./analytics";
import { archive } from "./archive";
import { cameras } from "./cameras";
import { confirmations } from "./confirmations";
import { conformity } from "./conformity";
import { duty } from "./duty";
import { failures } from "./failures";
import { inspection } from "./inspection";
import { journal } from "./journal";
import { law } from "./law";
import { papers } from "./papers";
import { people } from "./people";
import { processing } from "./processing";
import { provider } from "./provider";
import { shell } from "./shell";
import { system } from "./system";
import { thumbnail } from "./thumbnail";
import { wall } from "./wall";

import type { Same } from "../same";
import type { fr } from "../fr";

export const en: Same<typeof fr> = { ...shell, account, acts, failures, wall, alerts, analytics, archive, cameras, confirmations, conformity, duty, inspection, journal, law, papers, people, processing, provider, system, thumbnail };
