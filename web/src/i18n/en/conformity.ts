import type { Same } from "../same";
import type { conformity as french } from "../fr/conformity";

export const conformity: Same<typeof french> = {
  title: "Conformity of cameras",
  told: "Order of 3 August 2007: what each stream must be for its declared class, and what arrives (median of the last ten minutes).",
  csv: "CSV report",
  pdf: "PDF report",
  none: "No camera is registered.",
  filter: "Show one result only",
  camera: "Camera",
  class: "Objective and view",
  verdictHead: "Result",
  required: "required: {{value}}",
  rule: { resolution: "Resolution", frame_rate: "Pictures per second" },
  verdict: { conforms: "conforms", fails: "does not conform", unmeasured: "not measured", unclassed: "to be classed" },
  counted: { conforms: "conform", fails: "do not conform", unmeasured: "not measured", unclassed: "to be classed" },
  plan: { narrow: "narrow view", wide: "wide view" },
  planHead: "View",
  planHint: {
    narrow: "People can be recognised: at least 704 × 576, and 12 pictures per second where they move fast.",
    wide: "Overview: at least 352 × 288 and 6 pictures per second.",
  },
  traffic: "traffic",
  fast: "fast movement",
  trafficLong: "Regulates traffic only",
  fastLong: "Mainly sees fast movement (pavements, roads)",
  objective: "Main objective",
  objectiveHint: "What this camera is for, in a few words.",
  declare: "Class",
  declared: "The class of {{name}} is in the journal.",
  save: "Declare",
};
