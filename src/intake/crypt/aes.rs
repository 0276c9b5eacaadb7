//! AES with a key whose length the file decides.

use aes::cipher::generic_array::GenericArray;
use aes::cipher::{Block, BlockDecrypt, BlockDecryptMut, KeyInit, KeyIvInit};
use aes::{Aes128, Aes192, Aes256};

/// Bytes of a block.
pub(super) const BLOCK: usize = 16;

/// Decrypts chained blocks in place; a last piece that is no whole block is left as it is. `None` if key or start vector have no lawful length.
pub(super) fn decrypt_cbc(key: &[u8], iv: &[u8], data: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => chained(cbc::Decryptor::<Aes128>::new_from_slices(key, iv).ok()?, data),
        24 => chained(cbc::Decryptor::<Aes192>::new_from_slices(key, iv).ok()?, data),
        32 => chained(cbc::Decryptor::<Aes256>::new_from_slices(key, iv).ok()?, data),
        _ => return None,
    }
    Some(())
}

/// Decrypts blocks each by itself, in place.
pub(super) fn decrypt_ecb(key: &[u8], data: &mut [u8]) -> Option<()> {
    match key.len() {
        16 => single(&Aes128::new_from_slice(key).ok()?, data),
        24 => single(&Aes192::new_from_slice(key).ok()?, data),
        32 => single(&Aes256::new_from_slice(key).ok()?, data),
        _ => return None,
    }
    Some(())
}

fn chained<D: BlockDecryptMut>(mut cipher: D, data: &mut [u8]) {
    blocks::<D>(data).for_each(|block| cipher.decrypt_block_mut(block));
}

fn single<C: BlockDecrypt>(cipher: &C, data: &mut [u8]) {
    blocks::<C>(data).for_each(|block| cipher.decrypt_block(block));
}

fn blocks<C: aes::cipher::BlockSizeUser>(data: &mut [u8]) -> impl Iterator<Item = &mut Block<C>> {
    data.chunks_exact_mut(BLOCK).map(GenericArray::from_mut_slice)
}
