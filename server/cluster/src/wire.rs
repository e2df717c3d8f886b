//! The few bytes of the Postgres protocol that tell whether it answers, and make the one database.
//!
//! A client library would do it too, but this crate is also used where none is wanted, and `pg_isready` and
//! `createdb` are not always installed beside the server.

use std::io;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use crate::NAME;

const PROTOCOL_3_0: i32 = 196_608;
/// No answer to us is longer; a length beyond it is not Postgres speaking.
const LONGEST: usize = 1 << 20;

/// What Postgres says to a client that knocks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The database is there.
    Ready,
    /// Postgres accepts connections, but the database is still to be made.
    NoDatabase,
    /// Not yet: it starts, or repairs itself.
    NotYet,
    /// It answers with something else.
    Refused(String),
}

/// Asks whether the database can be used.
pub(crate) async fn knock(socket: &Path) -> Answer {
    match connect(socket, NAME).await {
        Ok(Ok(_)) => Answer::Ready,
        Ok(Err(refusal)) if refusal.code == "3D000" => Answer::NoDatabase,
        Ok(Err(refusal)) if refusal.code == "57P03" => Answer::NotYet,
        Ok(Err(refusal)) => Answer::Refused(refusal.message),
        Err(_) => Answer::NotYet,
    }
}

/// Makes the database.
pub(crate) async fn create_database(socket: &Path) -> io::Result<()> {
    let refused = |refusal: Refusal| io::Error::other(refusal.message);
    let mut stream = connect(socket, "postgres").await?.map_err(refused)?;
    let mut query = format!("CREATE DATABASE {NAME}").into_bytes();
    query.push(0);
    stream.write_all(&message(Some(b'Q'), &query)).await?;
    until_ready(&mut stream).await?.map_err(refused)?;
    stream.write_all(&message(Some(b'X'), &[])).await
}

struct Refusal {
    code: String,
    message: String,
}

async fn connect(socket: &Path, database: &str) -> io::Result<Result<UnixStream, Refusal>> {
    let mut stream = UnixStream::connect(socket).await?;
    let mut hello = PROTOCOL_3_0.to_be_bytes().to_vec();
    for word in ["user", NAME, "database", database, "application_name", "why403 start", ""] {
        hello.extend_from_slice(word.as_bytes());
        hello.push(0);
    }
    stream.write_all(&message(None, &hello)).await?;
    Ok(until_ready(&mut stream).await?.map(|()| stream))
}

/// Reads messages up to `ReadyForQuery`, or to the end of a refused connection.
async fn until_ready(stream: &mut UnixStream) -> io::Result<Result<(), Refusal>> {
    let mut refusal = None;
    loop {
        let kind = match stream.read_u8().await {
            Ok(kind) => kind,
            // After refusing a connection Postgres hangs up.
            Err(error) => return refusal.map(Err).ok_or(error),
        };
        let length = usize::try_from(stream.read_i32().await?).unwrap_or_default();
        let Some(length) = length.checked_sub(4).filter(|length| *length <= LONGEST) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        match kind {
            b'E' => refusal = Some(read_refusal(&body)),
            b'Z' => return Ok(refusal.map_or(Ok(()), Err)),
            _ => {}
        }
    }
}

/// An error is a list of fields, each a letter and a text, ended by zeros.
fn read_refusal(body: &[u8]) -> Refusal {
    let field = |letter: u8| {
        body.split(|byte| *byte == 0)
            .filter_map(<[u8]>::split_first)
            .find(|(first, _)| **first == letter)
            .map(|(_, text)| String::from_utf8_lossy(text).into_owned())
            .unwrap_or_default()
    };
    Refusal { code: field(b'C'), message: field(b'M') }
}

fn message(kind: Option<u8>, body: &[u8]) -> Vec<u8> {
    let length = i32::try_from(body.len() + 4).unwrap_or(i32::MAX);
    kind.into_iter().chain(length.to_be_bytes()).chain(body.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_by_its_fields() {
        let refusal = read_refusal(b"SFATAL\0VFATAL\0C3D000\0Mdatabase \"why403\" does not exist\0\0");
        assert_eq!(refusal.code, "3D000");
        assert_eq!(refusal.message, "database \"why403\" does not exist");
    }

    #[tokio::test]
    async fn where_nothing_listens_it_is_not_yet() {
        assert_eq!(knock(Path::new("/nonexistent/.s.PGSQL.5432")).await, Answer::NotYet);
    }
}
