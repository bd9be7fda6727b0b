package imports

// Manual says all about the flags; cuedesk help import shows it.
const Manual = `Usage: cuedesk import FILE [flags]      FILE - is standard input

Imports the contacts of a CSV, TSV, NDJSON, vCard or xlsx file, which may be packed with gzip, and says what
became of every row. Fields that a row does not have are left as they are. A row is a contact of the file; rows are
named by the line of the file on which they begin, in a sheet by the number at its margin.

Reading the file
  --map COLUMN=FIELD    what a column is for: email, phone_number, custom_fields.seats:long, or - to leave it
                        out; once for each column. Types are text, long, double, boolean, date and list; without
                        one it is that of the workspace, or text for a field that is not there. A column
                        custom_fields.KEY, as in what cuedesk export writes, is for that field, if it is there
  --region CODE         country of phone numbers without a country code, such as DE
  --encoding NAME       of text that is not UTF-8, such as windows-1252
  --delimiter CHAR      of CSV; tab is a name for it
  --sheet NAME          of a workbook
  --dates FORM          form of dates, such as DD.MM.YYYY
  --decimal CHAR        decimal separator: . or ,
  --keep-phones         leave phone numbers as they are written
  --skip-bad-rows       go on after rows that cannot be read, which count as failed
Importing
  --dry-run             say what would be created, updated and skipped, and why; send nothing
  --match-on FIELDS     how a row finds its contact: by the first of these that it has
                        (email, then phone_number, then external_contact_id)
  --merge TYPE          create_or_update, create or update (create_or_update)
  --list NAME           add the contacts to this list, which is created unless it is there
  --create-fields       create the custom fields of --map that are not there
  --distinguish         tell created from updated, which takes more requests
  --max-failed N        stop once more than N rows have failed
Going on after an interruption
  --journal FILE        what is needed to go on, without personal data (FILE.journal); removed at the end
  --resume              go on where an earlier import of the file ended
By several workers
  --cluster WHERE       publish the rows for workers: nats://host:4222 of NATS servers, for cuedesk worker anywhere,
                        or embedded, a queue in the folder FILE.queue; the same command goes on after an interruption
  --workers N           workers in this process; 0: wait for others (1)
Results
  --failed-out FILE     CSV of the rows that are not in: their columns, row and reason
  --changes-out FILE    CSV of the values that are not as they are in the file: column, row, reason
  --report FORMAT       text or json, on standard output (text)

Exit codes: 0 all in, 1 some rows failed, 2 usage, 3 nothing was sent, 4 ended early: go on with --resume.
`
