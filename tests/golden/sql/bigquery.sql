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
    COUNTIF((
      `t1`.`polarity` = 1
    ) AND (
      `t1`.`answer` <> 3
    )) AS `n`,
    COUNTIF(
      (
        `t1`.`polarity` = 1
      )
      AND (
        `t1`.`answer` <> 3
      )
      AND (
        CAST(`t1`.`value` AS INT64) > 0
      )
    ) AS `n_pos`,
    COUNTIF(
      (
        `t1`.`polarity` = 1
      )
      AND (
        `t1`.`answer` <> 3
      )
      AND (
        CAST(`t1`.`value` AS INT64) < 0
      )
    ) AS `n_neg`,
    COUNTIF((
      `t1`.`polarity` = -1
    ) AND (
      `t1`.`answer` <> 3
    )) AS `n_denied`,
    0 AS `n_unmet`,
    COUNTIF(
      (
        `t1`.`polarity` = 1
      ) AND (
        `t1`.`answer` <> 3
      ) AND (
        `t1`.`answer` = 1
      )
    ) AS `n_may_hold`,
    COUNTIF(
      (
        `t1`.`polarity` = 1
      ) AND (
        `t1`.`answer` <> 3
      ) AND (
        `t1`.`answer` = 2
      )
    ) AS `n_not_stated`,
    COUNTIF((
      `t1`.`polarity` = 1
    ) AND NOT (
      `t1`.`answer` <> 3
    )) AS `n_lapsed`,
    CAST(COALESCE(
      MIN(IF((
        `t1`.`polarity` = 1
      ) AND (
        `t1`.`answer` <> 3
      ), `t1`.`answer`, NULL)),
      3
    ) AS INT64) AS `holds`,
    COALESCE(
      SUM(
        IF(
          (
            `t1`.`polarity` = 1
          ) AND (
            `t1`.`answer` <> 3
          ),
          CAST(`t1`.`value` AS INT64),
          NULL
        )
      ),
      0
    ) AS `sum_100`,
    COALESCE(
      SUM(
        IF(
          (
            `t1`.`polarity` = 1
          ) AND (
            `t1`.`answer` <> 3
          ),
          CAST(`t1`.`value` AS INT64) * CAST(`t1`.`value` AS INT64),
          NULL
        )
      ),
      0
    ) AS `sum_sq_100`,
    MIN(`t1`.`claim`) AS `first`,
    MAX(`t1`.`claim`) AS `last`
  FROM (
    SELECT
      `t0`.`claim`,
      `t0`.`kind`,
      `t0`.`source`,
      `t0`.`target`,
      `t0`.`relation`,
      `t0`.`family`,
      `t0`.`value`,
      `t0`.`polarity`,
      `t0`.`factuality`,
      `t0`.`voice`,
      `t0`.`actual`,
      `t0`.`conditional`,
      `t0`.`momentary`,
      `t0`.`disputed`,
      `t0`.`document`,
      `t0`.`publisher`,
      `t0`.`speakers`,
      `t0`.`valid_from`,
      `t0`.`valid_until`,
      `t0`.`surely_from`,
      `t0`.`surely_until`,
      `t0`.`reported_on`,
      CASE
        WHEN NOT (
          `t0`.`valid_from` IS NOT NULL
        )
        AND NOT (
          `t0`.`valid_until` IS NOT NULL
        )
        THEN IF(
          IF(
            `t0`.`momentary`,
            COALESCE(`t0`.`reported_on` <= DATE(2023, 12, 31), FALSE),
            NOT (
              COALESCE(`t0`.`reported_on` > DATE(2024, 12, 30), FALSE)
            )
          ),
          2,
          4
        )
        WHEN `t0`.`momentary` AND (
          `t0`.`valid_until` IS NOT NULL
        )
        THEN CASE
          WHEN COALESCE(`t0`.`valid_until` <= DATE(2023, 12, 31), FALSE)
          OR (
            (
              (
                `t0`.`valid_from` IS NULL
              )
              OR COALESCE(`t0`.`reported_on` >= `t0`.`valid_from`, FALSE)
            )
            AND COALESCE(`t0`.`reported_on` <= DATE(2023, 12, 31), FALSE)
          )
          THEN 0
          WHEN IF(
            `t0`.`valid_from` IS NOT NULL,
            NOT (
              COALESCE(`t0`.`valid_from` > DATE(2023, 12, 31), FALSE)
            ),
            COALESCE(`t0`.`valid_until` <= DATE(2024, 12, 30), FALSE)
            OR (
              (
                (
                  `t0`.`valid_from` IS NULL
                )
                OR COALESCE(`t0`.`reported_on` >= `t0`.`valid_from`, FALSE)
              )
              AND COALESCE(`t0`.`reported_on` <= DATE(2024, 12, 30), FALSE)
            )
          )
          THEN 1
          ELSE 4
        END
        ELSE CASE
          WHEN IF(
            `t0`.`valid_from` IS NOT NULL,
            COALESCE(`t0`.`valid_from` > DATE(2023, 12, 31), FALSE),
            COALESCE(`t0`.`surely_from` > DATE(2024, 12, 30), FALSE)
          )
          THEN 4
          WHEN COALESCE(`t0`.`valid_until` < DATE(2023, 12, 31), FALSE)
          THEN 3
          WHEN NOT (
            COALESCE(`t0`.`surely_from` > DATE(2023, 12, 31), FALSE)
          )
          AND NOT (
            COALESCE(`t0`.`surely_until` < DATE(2023, 12, 31), FALSE)
          )
          THEN 0
          ELSE 1
        END
      END AS `answer`
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
  (
    `t2`.`n` >= 1
  ) OR (
    `t2`.`n_lapsed` >= 1
  );

SELECT
  *
FROM (
  SELECT
    `t2`.`source`,
    `t2`.`target`,
    COALESCE(
      (
        (
          (
            CAST(EXTRACT(year FROM `t2`.`valid_from`) AS INT64) * 100
          ) + CAST(EXTRACT(month FROM `t2`.`valid_from`) AS INT64)
        ) * 100
      ) + CAST(EXTRACT(day FROM `t2`.`valid_from`) AS INT64),
      0
    ) AS `period`,
    COUNTIF((
      `t2`.`polarity` = 1
    ) AND (
      `t2`.`answer` <> 3
    )) AS `n`,
    COUNTIF(
      (
        `t2`.`polarity` = 1
      )
      AND (
        `t2`.`answer` <> 3
      )
      AND (
        CAST(`t2`.`value` AS INT64) > 0
      )
    ) AS `n_pos`,
    COUNTIF(
      (
        `t2`.`polarity` = 1
      )
      AND (
        `t2`.`answer` <> 3
      )
      AND (
        CAST(`t2`.`value` AS INT64) < 0
      )
    ) AS `n_neg`,
    COUNTIF(
      (
        `t2`.`polarity` = -1
      )
      AND NOT (
        `t2`.`kind` = 'unmet'
      )
      AND (
        `t2`.`answer` <> 3
      )
    ) AS `n_denied`,
    COUNTIF((
      `t2`.`kind` = 'unmet'
    ) AND `t2`.`answer` IN (0, 2, 4)) AS `n_unmet`,
    COUNTIF(
      (
        `t2`.`polarity` = 1
      ) AND (
        `t2`.`answer` <> 3
      ) AND (
        `t2`.`answer` = 1
      )
    ) AS `n_may_hold`,
    COUNTIF(
      (
        `t2`.`polarity` = 1
      ) AND (
        `t2`.`answer` <> 3
      ) AND (
        `t2`.`answer` = 2
      )
    ) AS `n_not_stated`,
    COUNTIF(
      (
        (
          `t2`.`polarity` = 1
        ) OR (
          `t2`.`kind` = 'unmet'
        )
      )
      AND NOT (
        `t2`.`answer` <> 3
      )
    ) AS `n_lapsed`,
    CAST(COALESCE(
      MIN(
        IF(
          (
            (
              `t2`.`polarity` = 1
            ) AND (
              `t2`.`answer` <> 3
            )
          )
          OR (
            (
              `t2`.`kind` = 'unmet'
            ) AND `t2`.`answer` IN (0, 2, 4)
          ),
          `t2`.`answer`,
          NULL
        )
      ),
      3
    ) AS INT64) AS `holds`,
    COALESCE(
      SUM(
        IF(
          (
            `t2`.`polarity` = 1
          ) AND (
            `t2`.`answer` <> 3
          ),
          CAST(`t2`.`value` AS INT64),
          NULL
        )
      ),
      0
    ) AS `sum_100`,
    COALESCE(
      SUM(
        IF(
          (
            `t2`.`polarity` = 1
          ) AND (
            `t2`.`answer` <> 3
          ),
          CAST(`t2`.`value` AS INT64) * CAST(`t2`.`value` AS INT64),
          NULL
        )
      ),
      0
    ) AS `sum_sq_100`,
    MIN(`t2`.`claim`) AS `first`,
    MAX(`t2`.`claim`) AS `last`
  FROM (
    SELECT
      *
    FROM (
      SELECT
        `t0`.`claim`,
        `t0`.`kind`,
        `t0`.`source`,
        `t0`.`target`,
        `t0`.`relation`,
        `t0`.`family`,
        `t0`.`value`,
        `t0`.`polarity`,
        `t0`.`factuality`,
        `t0`.`voice`,
        `t0`.`actual`,
        `t0`.`conditional`,
        `t0`.`momentary`,
        `t0`.`disputed`,
        `t0`.`document`,
        `t0`.`publisher`,
        `t0`.`speakers`,
        `t0`.`valid_from`,
        `t0`.`valid_until`,
        `t0`.`surely_from`,
        `t0`.`surely_until`,
        `t0`.`reported_on`,
        CASE
          WHEN NOT (
            `t0`.`valid_from` IS NOT NULL
          )
          AND NOT (
            `t0`.`valid_until` IS NOT NULL
          )
          THEN IF(
            IF(
              `t0`.`momentary`,
              COALESCE(`t0`.`reported_on` <= DATE(2023, 9, 20), FALSE),
              NOT (
                COALESCE(`t0`.`reported_on` > DATE(2024, 9, 19), FALSE)
              )
            ),
            2,
            4
          )
          WHEN `t0`.`momentary` AND (
            `t0`.`valid_until` IS NOT NULL
          )
          THEN CASE
            WHEN COALESCE(`t0`.`valid_until` <= DATE(2023, 9, 20), FALSE)
            OR (
              (
                (
                  `t0`.`valid_from` IS NULL
                )
                OR COALESCE(`t0`.`reported_on` >= `t0`.`valid_from`, FALSE)
              )
              AND COALESCE(`t0`.`reported_on` <= DATE(2023, 9, 20), FALSE)
            )
            THEN 0
            WHEN IF(
              `t0`.`valid_from` IS NOT NULL,
              NOT (
                COALESCE(`t0`.`valid_from` > DATE(2023, 9, 20), FALSE)
              ),
              COALESCE(`t0`.`valid_until` <= DATE(2024, 9, 19), FALSE)
              OR (
                (
                  (
                    `t0`.`valid_from` IS NULL
                  )
                  OR COALESCE(`t0`.`reported_on` >= `t0`.`valid_from`, FALSE)
                )
                AND COALESCE(`t0`.`reported_on` <= DATE(2024, 9, 19), FALSE)
              )
            )
            THEN 1
            ELSE 4
          END
          ELSE CASE
            WHEN IF(
              `t0`.`valid_from` IS NOT NULL,
              COALESCE(`t0`.`valid_from` > DATE(2023, 9, 20), FALSE),
              COALESCE(`t0`.`surely_from` > DATE(2024, 9, 19), FALSE)
            )
            THEN 4
            WHEN COALESCE(`t0`.`valid_until` < DATE(2023, 9, 20), FALSE)
            THEN 3
            WHEN NOT (
              COALESCE(`t0`.`surely_from` > DATE(2023, 9, 20), FALSE)
            )
            AND NOT (
              COALESCE(`t0`.`surely_until` < DATE(2023, 9, 20), FALSE)
            )
            THEN 0
            ELSE 1
          END
        END AS `answer`
      FROM `leads` AS `t0`
    ) AS `t1`
    WHERE
      `t1`.`kind` IN ('means', 'unmet')
      AND `t1`.`actual`
      AND `t1`.`polarity` IN (-1, 1)
      AND (
        (
          `t1`.`kind` <> 'unmet'
        ) OR (
          `t1`.`polarity` = -1
        )
      )
      AND `t1`.`factuality` IN ('certain', 'possible', 'probable')
      AND NOT (
        `t1`.`conditional`
      )
      AND `t1`.`voice` IN ('reporting', 'party-on-itself')
      AND `t1`.`family` IN ('security')
      AND (
        EXISTS(
          SELECT
            1
          FROM UNNEST(`t1`.`speakers`) AS item
          WHERE
            item = 'actor:north'
        )
        OR (
          `t1`.`publisher` = 'actor:west'
        )
      )
      AND COALESCE(`t1`.`reported_on` <= DATE(2023, 10, 1), FALSE)
      AND (
        (
          (
            `t1`.`answer` <= 2
          )
          AND (
            NOT (
              `t1`.`momentary`
            )
            OR (
              (
                `t1`.`valid_from` IS NOT NULL
              ) AND (
                `t1`.`valid_until` IS NULL
              )
            )
            OR (
              (
                COALESCE(`t1`.`valid_until`, `t1`.`reported_on`) IS NULL
              )
              OR COALESCE(COALESCE(`t1`.`valid_until`, `t1`.`reported_on`) > DATE(2023, 6, 22), FALSE)
            )
          )
        )
        OR (
          `t1`.`answer` = 3
        )
      )
      AND NOT (
        `t1`.`disputed`
      )
      AND `t1`.`source` IN ('actor:north', 'actor:south')
      AND `t1`.`target` IN ('actor:north', 'actor:south')
  ) AS `t2`
  GROUP BY
    1,
    2,
    3
) AS `t3`
WHERE
  (
    `t3`.`n` >= 2
  ) OR (
    `t3`.`n_lapsed` >= 2
  ) OR (
    `t3`.`n_unmet` >= 2
  );
