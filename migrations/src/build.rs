//! What every migration needs: tables, references and indexes in few words.

use sea_orm_migration::prelude::*;

/// A new table.
pub(crate) fn table(name: &'static str) -> TableCreateStatement {
    Table::create().table(name).to_owned()
}

/// A reference that keeps the row it names from being deleted.
pub(crate) fn reference(column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(to, "id").to_owned()
}

/// A reference of a part: it goes with the whole.
pub(crate) fn part_of(column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    reference(column, to)
        .on_delete(ForeignKeyAction::Cascade)
        .to_owned()
}

/// A primary key of several columns.
pub(crate) fn primary(columns: &[&'static str]) -> IndexCreateStatement {
    columns
        .iter()
        .fold(Index::create(), |mut index, column| index.col(*column).to_owned())
        .primary()
        .to_owned()
}

/// An index named after its table and columns.
pub(crate) fn index(on: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let index = Index::create()
        .name(format!("{on}_{}", columns.join("_")))
        .table(on)
        .to_owned();
    columns
        .iter()
        .fold(index, |mut index, column| index.col(*column).to_owned())
}

/// Makes the tables, then the indexes.
pub(crate) async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops the tables in this order.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}

/// Runs each statement as it stands.
pub(crate) async fn raw(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    for statement in statements {
        manager.get_connection().execute_unprepared(statement).await?;
    }
    Ok(())
}
