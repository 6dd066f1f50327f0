export const plainTexts = /* sql */ `
-- Which role or group a text is about is asked of the text itself, once all of a period is counted.
DROP INDEX history_texts_by_subject;
ALTER TABLE history_texts DROP COLUMN subject;
`
