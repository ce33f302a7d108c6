import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** One column: on a phone its title stands before each cell. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** The first thing of a card on a phone, without a title. */
  readonly isHead?: boolean;
}

/** A table that becomes a list of cards where it would be too wide. */
export function DataTable<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}) {
  const { columns, rows } = props;
  return (
    // The roles are those that elements lose when a phone's style makes blocks of them.
    <table role="table" className={classes.table} aria-label={props.label}>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ title, isNumber }) => (
            <th key={title} role="columnheader" scope="col" className={isNumber === true ? classes.number : undefined}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={props.rowKey(row)} role="row">
            {columns.map(({ title, cell, isNumber, isHead }) => (
              <td
                key={title}
                role="cell"
                data-title={isHead === true ? undefined : title}
                className={isNumber === true ? classes.number : undefined}
              >
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
