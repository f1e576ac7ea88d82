/** Progress of one long piece of work, as reported by importers and analysis passes. */

/** `stage` is a short present participle for the user ("Reading nodes"); `fraction` runs from 0 to 1 within the whole piece of work. */
export type ReportProgress = (stage: string, fraction: number) => void;

export const NO_PROGRESS: ReportProgress = () => {};
