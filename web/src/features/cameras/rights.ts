// Adding, changing and removing cameras belongs to those who look after the equipment: the server asks for this right.
import type { Verb } from "@/api/types";

export const CONFIGURES: Verb = "see_equipment";
