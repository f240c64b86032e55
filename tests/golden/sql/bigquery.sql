-- bigquery: compiled, never run.

SELECT
  *
FROM (
  SELECT
    `t1`.`source`,
    `t1`.`target`,
    COALESCE(
      (
        CAST(EXTRACT(year FROM `t1`.`reported_on`) AS INT64) * 100
      ) + CAST(EXTRACT(month FROM `t1`.`reported_on`) AS INT64),
      0
    ) AS `period`,
    COUNTIF(`t1`.`polarity` = 1) AS `n`,
    COUNTIF((
      `t1`.`polarity` = 1
    ) AND (
      CAST(`t1`.`value` AS INT64) > 0
    )) AS `n_pos`,
    COUNTIF((
      `t1`.`polarity` = 1
    ) AND (
      CAST(`t1`.`value` AS INT64) < 0
    )) AS `n_neg`,
    COUNTIF(`t1`.`polarity` = -1) AS `n_denied`,
    0 AS `n_unmet`,
    COALESCE(SUM(IF(`t1`.`polarity` = 1, CAST(`t1`.`value` AS INT64), NULL)), 0) AS `sum_100`,
    COALESCE(
      SUM(
        IF(`t1`.`polarity` = 1, CAST(`t1`.`value` AS INT64) * CAST(`t1`.`value` AS INT64), NULL)
      ),
      0
    ) AS `sum_sq_100`,
    MIN(`t1`.`claim`) AS `first`,
    MAX(`t1`.`claim`) AS `last`
  FROM (
    SELECT
      *
    FROM `leads` AS `t0`
    WHERE
      `t0`.`kind` IN ('conduct')
      AND `t0`.`actual`
      AND `t0`.`polarity` IN (-1, 1)
      AND `t0`.`factuality` IN ('certain', 'possible', 'probable')
      AND NOT (
        `t0`.`conditional`
      )
      AND `t0`.`voice` IN ('reporting', 'party-on-itself')
  ) AS `t1`
  GROUP BY
    1,
    2,
    3
) AS `t2`
WHERE
  `t2`.`n` >= 1;

SELECT
  *
FROM (
  SELECT
    `t1`.`source`,
    `t1`.`target`,
    COALESCE(
      (
        (
          (
            CAST(EXTRACT(year FROM `t1`.`valid_from`) AS INT64) * 100
          ) + CAST(EXTRACT(month FROM `t1`.`valid_from`) AS INT64)
        ) * 100
      ) + CAST(EXTRACT(day FROM `t1`.`valid_from`) AS INT64),
      0
    ) AS `period`,
    COUNTIF(`t1`.`polarity` = 1) AS `n`,
    COUNTIF((
      `t1`.`polarity` = 1
    ) AND (
      CAST(`t1`.`value` AS INT64) > 0
    )) AS `n_pos`,
    COUNTIF((
      `t1`.`polarity` = 1
    ) AND (
      CAST(`t1`.`value` AS INT64) < 0
    )) AS `n_neg`,
    COUNTIF((
      `t1`.`polarity` = -1
    ) AND NOT (
      `t1`.`kind` = 'unmet'
    )) AS `n_denied`,
    COUNTIF(`t1`.`kind` = 'unmet') AS `n_unmet`,
    COALESCE(SUM(IF(`t1`.`polarity` = 1, CAST(`t1`.`value` AS INT64), NULL)), 0) AS `sum_100`,
    COALESCE(
      SUM(
        IF(`t1`.`polarity` = 1, CAST(`t1`.`value` AS INT64) * CAST(`t1`.`value` AS INT64), NULL)
      ),
      0
    ) AS `sum_sq_100`,
    MIN(`t1`.`claim`) AS `first`,
    MAX(`t1`.`claim`) AS `last`
  FROM (
    SELECT
      *
    FROM `leads` AS `t0`
    WHERE
      `t0`.`kind` IN ('means', 'unmet')
      AND `t0`.`actual`
      AND `t0`.`polarity` IN (-1, 1)
      AND (
        (
          `t0`.`kind` <> 'unmet'
        ) OR (
          `t0`.`polarity` = -1
        )
      )
      AND `t0`.`factuality` IN ('certain', 'possible', 'probable')
      AND NOT (
        `t0`.`conditional`
      )
      AND `t0`.`voice` IN ('reporting', 'party-on-itself')
      AND `t0`.`family` IN ('security')
      AND (
        EXISTS(
          SELECT
            1
          FROM UNNEST(`t0`.`speakers`) AS item
          WHERE
            item = 'actor:north'
        )
        OR (
          `t0`.`publisher` = 'actor:west'
        )
      )
      AND COALESCE(`t0`.`reported_on` <= DATE(2023, 10, 1), FALSE)
      AND COALESCE(
        IF(
          `t0`.`momentary`,
          (
            `t0`.`happened` IS NOT NULL
          )
          AND (
            `t0`.`happened` <= DATE(2023, 9, 20)
          )
          AND (
            `t0`.`happened` > DATE(2023, 6, 22)
          ),
          (
            (
              `t0`.`valid_from` IS NULL
            ) OR (
              `t0`.`valid_from` <= DATE(2023, 9, 20)
            )
          )
          AND (
            (
              `t0`.`valid_until` IS NULL
            ) OR (
              `t0`.`valid_until` >= DATE(2023, 9, 20)
            )
          )
        ),
        FALSE
      )
      AND NOT (
        `t0`.`disputed`
      )
      AND `t0`.`source` IN ('actor:north', 'actor:south')
      AND `t0`.`target` IN ('actor:north', 'actor:south')
  ) AS `t1`
  GROUP BY
    1,
    2,
    3
) AS `t2`
WHERE
  (
    `t2`.`n` >= 2
  ) OR (
    `t2`.`n_unmet` >= 2
  );
